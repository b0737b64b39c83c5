// The logic of one tree as ELM, run by cql-execution: node logic.js MODULES SPEC.json CASES.json RUNS -> one JSON line.
// Three-valued: a test that is not documented or conflicting is null. At least n of k is the OR of all ANDs of n, which
// is what n of k is in Kleene's logic. Each case is a patient with one record of its tests, made before the clock starts.
"use strict";
const fs = require("fs");
const path = require("path");
const { performance } = require("perf_hooks");
const [modules, specFile, casesFile, runs] = process.argv.slice(2);
const cql = require(path.join(modules, "cql-execution"));
const spec = JSON.parse(fs.readFileSync(specFile, "utf8"));
const rows = JSON.parse(fs.readFileSync(casesFile, "utf8"));

const fold = (type, parts) => parts.reduce((left, right) => ({ type, operand: [left, right] }));
function choose(parts, n) {
  if (n === 0) return [[]];
  return parts.flatMap((p, i) => choose(parts.slice(i + 1), n - 1).map((rest) => [p, ...rest]));
}
function join(group) {
  const parts = group.children.map((name) => made[name]);
  if (group.op === "not") return { type: "Not", operand: parts[0] };
  if (group.op === "all") return fold("And", parts);
  if (group.op === "any") return fold("Or", parts);
  return fold("Or", choose(parts, group.needed).map((some) => fold("And", some)));
}
const made = {};
for (const name of spec.tests) {
  made[name] = { type: "Property", path: name, source: { type: "ExpressionRef", name: "Patient" } };
}
for (const group of spec.groups) made[group.label] = join(group);
const root = made[spec.groups[spec.groups.length - 1].label];
const TYPE = "{urn:made}Patient";
const library = new cql.Library({
  library: {
    identifier: { id: "Made", version: "1" },
    schemaIdentifier: { id: "urn:hl7-org:elm", version: "r1" },
    usings: { def: [{ localIdentifier: "System", uri: "urn:hl7-org:elm-types:r1" }] },
    statements: {
      def: [
        {
          name: "Patient",
          context: "Patient",
          expression: { type: "SingletonFrom", operand: { dataType: TYPE, type: "Retrieve" } },
        },
        { name: "Root", context: "Patient", accessLevel: "Public", expression: root },
      ],
    },
  },
});
class Person {
  constructor(id, tests) {
    this.id = id;
    Object.assign(this, tests);
  }
  get(field) {
    return this[field];
  }
  getId() {
    return this.id;
  }
  findRecords() {
    return [this];
  }
}
const value = [null, true, false, null];
const people = rows.map((row, n) => {
  const tests = Object.fromEntries(spec.tests.map((name, i) => [name, value[row[i]]]));
  return new Person(`p${n}`, tests);
});
class Source {
  constructor() {
    this.at = 0;
  }
  currentPatient() {
    return people[this.at];
  }
  nextPatient() {
    this.at += 1;
    return this.currentPatient();
  }
}
async function once() {
  const executor = new cql.Executor(library);
  const found = await executor.exec(new Source());
  return found.patientResults;
}
(async () => {
  const counts = [0, 0, 0];
  for (const result of Object.values(await once())) {
    counts[result.Root === null ? 0 : result.Root ? 1 : 2] += 1;
  }
  const times = [];
  for (let i = 0; i < Number(runs); i += 1) {
    const began = performance.now();
    await once();
    times.push((performance.now() - began) / 1000);
  }
  times.sort((a, b) => a - b);
  console.log(JSON.stringify({ seconds: times[Math.floor(times.length / 2)], answers: counts }));
})();

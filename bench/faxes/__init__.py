"""Generated packets: charts and forms as fax servers, scanners and portals store them, and how well they are read.

Everything is made of invented cases and is the same for the same seed. For tests, small real files:

- `bench.faxes.pages.typed_pdf(texts, look="mono9", heading="") -> bytes`; each text begins on a page of its own;
  looks: `LOOKS` (mono9, mono10, sans, serif, headed, two-columns, hyphens, ligatures)
- `bench.faxes.pages.scanned_pdf(texts, noise="light", seed=0, look="mono10", turned=False) -> bytes`;
  noises: `NOISES` (clean, light, fax, moderate, heavy); `turned` lays page 1 of seed 1 upside
  down, of seed 2 sideways, and so on
- `bench.faxes.pages.scanned_pages(texts, noise, seed, look, turned) -> list[PIL.Image.Image]` and
  `tiff(images) -> bytes`, the same pages as pictures
- `bench.faxes.pages.form_pdf(request, how="fields", layout="lines") -> bytes`, `request` a `PriorAuthRequest`;
  how: `HOWS` (fields, annotations, flat, image); layouts: `LAYOUTS` (lines, pairs, grid, questions)
- `bench.faxes.pages.trap(name) -> bytes`; `TRAPS[name]` tells `ending` (".pdf", ".zip" ...), `must` (a sentence),
  `says` (words that must be read as the page's), `never` (words that must not), `remark` (must be told), `refused`

Commands: `python -m bench.faxes.make OUT` writes the corpus, `python -m bench.faxes` measures reading it,
`python -m bench.faxes.layout` measures reading typed pages against another reader.
"""

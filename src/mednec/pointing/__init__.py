"""A language model may only point: it proposes words of the chart; the program reads them and holds what they say.

Everything here is offline and repeats: a question is made of a case as read, an answer is text that came from
somewhere, and what is accepted of it follows from the chart alone. Who asks, and how, is the business of
`mednec.language_model`.
"""

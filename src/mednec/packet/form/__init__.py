"""The request as a prior-authorisation form asks it: labels and their answers, boxes that are ticked, letters that ask.

Start reading in `request.py`; the labels stand in `packs/language/request_form.yaml`.
"""

"""The demo office: people, calendar, procedures and some 30 documents in every state, made by real actions.

May import actions, queries, scenario and below.
"""

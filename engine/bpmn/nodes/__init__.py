"""Our task specs: what each BPMN element does with a token.

Subclasses of SpiffWorkflow's specs with their own hooks; joins count tokens, events listen through waiter tokens,
loops hold their rounds. Nothing here looks at ancestors in the token tree, and no variable lives in task data.
"""

"""How the client reaches the service: blocking calls for `WizardClient`, awaited ones for `AsyncWizardClient`.

The rest of the client is written once, as coroutines that call a `Network`. Those of `BlockingNetwork` never suspend:
`run_blocking` runs such a coroutine to its end without an event loop.
"""

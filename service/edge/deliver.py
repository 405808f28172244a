"""What every engine does around the workflow of a delivery: a failure is recorded, so that it can be tried again."""

from service.ports import Fault, Run, Store, Workflows


async def deliver(run: Run, delivery: str, workflows: Workflows, store: Store) -> None:
    """Act on the delivery. When that fails it becomes `failed`, and the error is raised again for the engine to log."""
    try:
        await workflows.delivered(run, delivery)
    except Exception as error:
        # A Fault is written for people; anything else may quote a payload or a secret, and stays in the log.
        reason = str(error) if isinstance(error, Fault) else type(error).__name__
        await store.settle(delivery, "failed", reason)
        raise

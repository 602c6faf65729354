"""The stack of a target."""

from aws_cdk import Environment
from constructs import Construct

from flowlog_config.plan import Plan, TargetPlan
from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_stack import BatchStack
from flowlog_constructs.forwarder_code import ForwarderCode
from flowlog_constructs.stack_tags import Around
from stacks.contents import add_contents
from stacks.deletion_keys import may_delete
from stacks.forwarding import Code
from stacks.tags import stack_tags


class FlowLogStack(BatchStack):
    """
    One stack.

    Args:
        scope: The app.
        plan: Everything that will exist.
        target: The part of the plan this stack makes.
        around: Of the app.
        typed: Make a construct of every resource, for Aspects and rules to see; slow, and the same template. Otherwise
            they are plain data.
        filled: What it holds, when :func:`stacks.prepared.prepared` has decided it.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        plan: Plan,
        target: TargetPlan,
        around: Around,
        typed: bool = False,
        filled: Batch | None = None,
    ) -> None:
        where, batch = target.target, filled or Batch()
        super().__init__(
            scope,
            target.stack_name,
            stack_name=target.stack_name,
            env=Environment(account=where.account_id, region=where.region),
            description=f"Flow logs of {where.account_id} in {where.region}",
            tags=stack_tags(plan),
            batch=batch,
            around=around,
        )
        if filled:
            return
        deletable = may_delete(self, retain=plan.retain)
        code = self._code() if target.forwards_files else None
        add_contents(self if typed else batch, plan=plan, target=target, deletable=deletable, code=code)

    def _code(self) -> Code:
        """Take the function's code along; account and region are known, so its place is plain text."""
        asset = ForwarderCode(self, "ForwarderCode")
        return Code(bucket=str(self.resolve(asset.s3_bucket_name)), key=str(self.resolve(asset.s3_object_key)))

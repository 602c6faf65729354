"""An ending for names that no other stack has, not even an earlier one of the same name."""

from functools import cache

from aws_cdk import Aws, Fn

_UUID_PART_OF_STACK_ID = 2
_LAST_PART_OF_UUID = 4


@cache
def stack_suffix() -> str:
    """
    Give the last 12 hexadecimal digits of the stack's id, decided by CloudFormation when the stack is first created.

    They stay the same for the life of the stack. A resource kept from a deleted stack has other ones, so its name is
    never in the way of a new deployment.

    Source: CloudFormation User Guide, pseudo parameter AWS::StackId, ``…:stack/NAME/UUID`` (checked 2026-11).
    """
    uuid = Fn.select(_UUID_PART_OF_STACK_ID, Fn.split("/", Aws.STACK_ID))
    return Fn.select(_LAST_PART_OF_UUID, Fn.split("-", uuid))

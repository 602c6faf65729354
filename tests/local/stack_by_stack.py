"""Stacks deployed one by one, as `cdk deploy --all` does it: one without resources is deleted, and one as before is left alone."""

from at_rest import at_rest


def depth(stack):
    """Give how many stacks, at most, have to be there one after the other until this one is."""
    return 1 + max((depth(one) for one in stack.dependencies), default=0)


def has_something_to_deploy(template, before):
    """Tell whether a template is another one than before; without resources it is deployed only to delete them."""
    return template != before and bool(before or "Resources" in template)


def apply(formation, name, template, before, **source):
    """
    Deploy a template, or delete its stack, and wait for it.

    Args:
        formation: Client of CloudFormation where the stack is.
        name: Of the stack.
        template: What it is to be.
        before: What it was; nothing when it is new.
        source: How CloudFormation is given the template.

    Returns:
        The status it came to rest in.
    """
    if "Resources" not in template:
        formation.delete_stack(StackName=name)
    else:
        act = formation.update_stack if before else formation.create_stack
        act(StackName=name, Capabilities=["CAPABILITY_NAMED_IAM"], **source)
    try:
        return at_rest(formation, name)["StackStatus"]
    except formation.exceptions.ClientError:
        return "DELETE_COMPLETE"

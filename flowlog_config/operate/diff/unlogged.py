"""Whether a resource whose flow log ends is still logged all the same."""

from collections.abc import Mapping, Sequence

from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.diff.state import Logged, Place


class Coverage:
    """
    Tells why nothing is lost when a flow log ends.

    Args:
        inventory: What the accounts have now; None when that is not known, and then only another flow log on the very
            resource counts.
    """

    def __init__(self, inventory: Inventory | None) -> None:
        self._targets = inventory.targets if inventory else {}

    def why(self, place: Place, ended: Logged, staying: Mapping[str, Sequence[Logged]]) -> str:
        """
        Say why the records of an ended flow log are not missed; empty when they are.

        Args:
            place: Account id and region.
            ended: The flow log that goes.
            staying: Those that will be there, by what they log.
        """
        known = self._targets.get(place)
        resource = known.resources.get(ended.source_id) if known else None
        if known and not resource and not known.not_read:
            return "the inventory no longer has it"
        for id_ in (ended.source_id, resource.subnet, resource.vpc) if resource else (ended.source_id,):
            if any(one.traffic_type in ("ALL", ended.traffic_type) for one in staying.get(id_, ())):
                return "another flow log on it stays" if id_ == ended.source_id else f"{id_} logs it"
        return ""

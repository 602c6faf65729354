"""What the accounts have: read once by discovery, committed as JSON, and all that a plan knows of them."""

from flowlog_config.inventory.file import InventoryError, read_inventory, write_inventory
from flowlog_config.inventory.model import Assignment, Inventory, Resource, ResourceType, TargetInventory

__all__ = [
    "Assignment",
    "Inventory",
    "InventoryError",
    "Resource",
    "ResourceType",
    "TargetInventory",
    "read_inventory",
    "write_inventory",
]

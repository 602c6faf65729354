"""What every section of the file is: its keys and no others, each of exactly the type it says."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A mapping of the file, which nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

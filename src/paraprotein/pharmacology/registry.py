"""Bundled models by name."""

from ..errors import UsageError
from .imatinib_wm import ImatinibWaldenstrom
from .model import Model


def model_named(name: str) -> Model:
    """The bundled model with this name.

    Raises:
        UsageError: there is none.
    """
    models: tuple[Model, ...] = (ImatinibWaldenstrom(),)
    for model in models:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in models)
    raise UsageError.one("virtual_patients.model", f"no model is called '{name}'", f"write one of: {known}")

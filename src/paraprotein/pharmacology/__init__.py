"""What the field knows of disease and drug: mechanistic models as declarations and pure functions of arrays."""

from .imatinib_wm import ImatinibWaldenstrom as ImatinibWaldenstrom
from .model import Model as Model
from .registry import model_named as model_named

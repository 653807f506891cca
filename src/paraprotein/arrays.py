"""Arrays by the names of their elements and axes, for NumPy and JAX alike, and the namespace that computes with both.

Rules and models take arrays and compute in the arrays' own namespace (`namespace_of`), so one function serves the
columns of the analysis and the compiled engine. A name here says what the elements are and along which axes they lie:
`Floats` has one number per patient, `FloatsByVisit` one per patient and visit. Within one call of a function an axis
has one length: the patients of all arguments are the same patients.

Type checkers read each name as a NumPy or JAX array of that element. The axes are read by the shape check of the tests
(`tests/arrays/`), which puts jaxtyping's types in place of these names. The package itself needs neither jaxtyping nor
JAX to import this file, so commands that only read tables start quickly.

Example:
    >>> def fall(baseline: Floats, value: FloatsByVisit) -> FloatsByVisit:
    ...     return 1.0 - value / baseline[:, None]
"""

from collections.abc import Sequence
from typing import (
    TYPE_CHECKING,
    Annotated,
    Literal,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeVar,
    Union,
    overload,
    runtime_checkable,
)

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import jax

Elements = Literal["float", "integer", "boolean", "number", "any"]


class Axes(NamedTuple):
    """What the shape check of the tests asks of an array.

    Attributes:
        elements: kind of the elements; "number" is float or integer.
        names: the axes in jaxtyping's notation: names parted by spaces, `...` for any axes.
    """

    elements: Elements
    names: str


Element = TypeVar("Element", bound=np.generic)
ArrayOf: TypeAlias = Union[NDArray[Element], "jax.Array"]

# of any shape: rules that broadcast their arguments
Array: TypeAlias = Annotated[ArrayOf[np.generic], Axes("any", "...")]
NumberArray: TypeAlias = Annotated[ArrayOf[np.float64] | ArrayOf[np.integer], Axes("number", "...")]
FloatArray: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "...")]
IntegerArray: TypeAlias = Annotated[ArrayOf[np.integer], Axes("integer", "...")]
BooleanArray: TypeAlias = Annotated[ArrayOf[np.bool_], Axes("boolean", "...")]

# one element per patient
Floats: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "patients")]
Integers: TypeAlias = Annotated[ArrayOf[np.integer], Axes("integer", "patients")]
Booleans: TypeAlias = Annotated[ArrayOf[np.bool_], Axes("boolean", "patients")]
Numbers: TypeAlias = Annotated[ArrayOf[np.float64] | ArrayOf[np.integer], Axes("number", "patients")]

# one row per patient
FloatsByVisit: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "patients visits")]
IntegersByVisit: TypeAlias = Annotated[ArrayOf[np.integer], Axes("integer", "patients visits")]
BooleansByVisit: TypeAlias = Annotated[ArrayOf[np.bool_], Axes("boolean", "patients visits")]
FloatsByInterval: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "patients intervals")]
IntegersByRule: TypeAlias = Annotated[ArrayOf[np.integer], Axes("integer", "patients rules")]

# one row per study
FloatsByStudy: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "studies")]
BooleansByStudy: TypeAlias = Annotated[ArrayOf[np.bool_], Axes("boolean", "studies")]
FloatsByStudyPatient: TypeAlias = Annotated[ArrayOf[np.float64], Axes("float", "studies patients")]
BooleansByStudyPatient: TypeAlias = Annotated[ArrayOf[np.bool_], Axes("boolean", "studies patients")]

Shape: TypeAlias = int | tuple[int, ...]


@runtime_checkable
class Namespace(Protocol):
    """What `numpy` and `jax.numpy` have in common, as far as rules and models use it, under the names of both.

    `nan` and `inf` are numbers; `float64`, `bool_`, `int8` and `int32` are element types. A number among the arguments
    takes the element type of the array beside it.
    """

    @property
    def nan(self) -> float: ...
    @property
    def inf(self) -> float: ...
    @property
    def float64(self) -> type[np.float64]: ...
    @property
    def bool_(self) -> type[np.bool_]: ...
    @property
    def int8(self) -> type[np.int8]: ...
    @property
    def int32(self) -> type[np.int32]: ...

    # new arrays
    def arange(self, stop: int, /) -> IntegerArray: ...
    def zeros_like(self, array: ArrayOf[Element], /) -> ArrayOf[Element]: ...
    def ones_like(self, array: ArrayOf[Element], /) -> ArrayOf[Element]: ...
    def full_like(self, array: ArrayOf[Element], value: float, /) -> ArrayOf[Element]: ...
    @overload
    def zeros(self, shape: Shape, /, *, dtype: type[Element]) -> ArrayOf[Element]: ...
    @overload
    def zeros(self, shape: Shape, /, *, dtype: type[float]) -> FloatArray: ...
    @overload
    def full(self, shape: Shape, value: float, /, *, dtype: type[Element]) -> ArrayOf[Element]: ...
    @overload
    def full(self, shape: Shape, value: float, /, *, dtype: type[float]) -> FloatArray: ...
    @overload
    def asarray(self, values: Array | float, /, *, dtype: type[Element]) -> ArrayOf[Element]: ...
    @overload
    def asarray(self, values: Array | float, /, *, dtype: type[float]) -> FloatArray: ...

    # element by element
    @overload
    def where(
        self,
        condition: BooleanArray,
        x: ArrayOf[Element],
        y: "NDArray[Element] | jax.Array | float",
        /,
    ) -> ArrayOf[Element]: ...
    @overload
    def where(self, condition: BooleanArray, x: float, y: ArrayOf[Element], /) -> ArrayOf[Element]: ...
    @overload
    def where(self, condition: BooleanArray, x: int, y: int, /) -> IntegerArray: ...
    def maximum(self, x: FloatArray | float, y: FloatArray | float, /) -> FloatArray: ...
    def minimum(self, x: FloatArray | float, y: FloatArray | float, /) -> FloatArray: ...
    def fmax(self, x: FloatArray, y: FloatArray, /) -> FloatArray: ...
    def abs(self, x: FloatArray, /) -> FloatArray: ...
    def round(self, x: FloatArray, /) -> FloatArray: ...
    def sqrt(self, x: FloatArray, /) -> FloatArray: ...
    def exp(self, x: FloatArray, /) -> FloatArray: ...
    def expm1(self, x: FloatArray, /) -> FloatArray: ...
    def log(self, x: FloatArray, /) -> FloatArray: ...
    def isnan(self, x: FloatArray, /) -> BooleanArray: ...
    def isinf(self, x: FloatArray, /) -> BooleanArray: ...
    def isfinite(self, x: FloatArray, /) -> BooleanArray: ...

    # over an axis
    def any(self, x: BooleanArray, /, *, axis: int) -> BooleanArray: ...
    def sum(self, x: BooleanArray, /, *, axis: int) -> IntegerArray: ...
    def max(self, x: FloatArray, /, *, axis: int, initial: float) -> FloatArray: ...
    def min(self, x: FloatArray, /, *, axis: int, initial: float) -> FloatArray: ...
    def argmax(self, x: Array, /, *, axis: int) -> IntegerArray: ...
    def argsort(self, x: FloatArray, /, *, axis: int, stable: bool) -> IntegerArray: ...
    def cumulative_sum(self, x: FloatArray, /, *, axis: int) -> FloatArray: ...

    # rearranged
    def stack(self, arrays: Sequence[ArrayOf[Element]], /, *, axis: int) -> ArrayOf[Element]: ...
    def concat(self, arrays: Sequence[ArrayOf[Element]], /, *, axis: int) -> ArrayOf[Element]: ...
    def broadcast_to(self, array: ArrayOf[Element], shape: tuple[int, ...], /) -> ArrayOf[Element]: ...


def namespace_of(array: Array) -> Namespace:
    """The functions that compute with this array: `numpy` or `jax.numpy`."""
    namespace: Namespace = array.__array_namespace__()
    return namespace


def absolute(values: NumberArray | float) -> NumberArray | float:
    """Absolute values; the built-in `abs` of an array or a number is no more than an object to a type checker."""
    return values.__abs__()

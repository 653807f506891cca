"""Two deliveries of one study that differ are told apart, and the difference is named."""

from sdtm_study import *  # noqa

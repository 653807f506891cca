"""Results for people: page, figures, tables, and tables for a terminal. Formats results, computes nothing."""

from .checks import check_results as check_results
from .checks import data_changes as data_changes
from .contents import Report as Report
from .contents import read_report as read_report
from .terminal import comparison_summary as comparison_summary
from .terminal import comparison_table as comparison_table
from .terminal import estimates_table as estimates_table
from .terminal import safety_block as safety_block
from .write import refuse_strangers as refuse_strangers
from .write import write_report as write_report

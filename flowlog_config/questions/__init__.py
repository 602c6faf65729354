"""
Questions about traffic, as data, and as Logs Insights and Athena ask them. Pure: nothing here asks AWS.

``QUESTIONS`` has every question; ``fit`` puts one to a format and gives a ``Query``, or says which fields are missing.
"""

from flowlog_config.questions.athena import FileFormat, Table, athena_sql, table_ddl
from flowlog_config.questions.catalogue import QUESTIONS
from flowlog_config.questions.fit import answered, fit
from flowlog_config.questions.insights import insights_text
from flowlog_config.questions.model import Condition, Function, Measure, Operator, Query, Question, Unanswerable
from flowlog_config.questions.parameters import PARAMETERS, ConditionError, narrowed
from flowlog_config.questions.saved import SavedQuery, saved_queries
from flowlog_config.questions.where import where

__all__ = [
    "PARAMETERS",
    "QUESTIONS",
    "Condition",
    "ConditionError",
    "FileFormat",
    "Function",
    "Measure",
    "Operator",
    "Query",
    "Question",
    "SavedQuery",
    "Table",
    "Unanswerable",
    "answered",
    "athena_sql",
    "fit",
    "insights_text",
    "narrowed",
    "saved_queries",
    "table_ddl",
    "where",
]

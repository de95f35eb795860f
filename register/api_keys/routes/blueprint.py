"""The blueprint of the pages about keys."""

from flask import Blueprint

blueprint = Blueprint("api_keys", __name__)

from flask import Blueprint

# The sets belong to everybody; what a group answers belongs to the group.
standards = Blueprint("standards", __name__)
assessments = Blueprint("assessments", __name__)

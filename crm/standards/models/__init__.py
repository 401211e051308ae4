from crm.standards.models.assessments import Answer, Assessment, AssessmentState, Voice
from crm.standards.models.plans import PlanAction
from crm.standards.models.sets import Criterion, Crosswalk, SetState, StandardSet

__all__ = [
    "Answer",
    "Assessment",
    "AssessmentState",
    "Criterion",
    "Crosswalk",
    "PlanAction",
    "SetState",
    "StandardSet",
    "Voice",
]

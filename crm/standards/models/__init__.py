from crm.standards.models.sets import Criterion, Crosswalk, SetState, StandardSet

__all__ = ["Criterion", "Crosswalk", "SetState", "StandardSet"]

"""All tables, gathered for Django's eyes only. Nobody else imports from here."""

from annotator.accounts.models import AccessToken, Preferences
from annotator.adjudication.models import GoldLabel
from annotator.exchange.models import FileImport, QuarantinedRow
from annotator.guidelines.models import GuidelineRequeue, RequeuedAnnotation
from annotator.journal.models import JournalEntry
from annotator.labeling.exclusions import Exclusion
from annotator.labeling.hidden_checks import HiddenChecks, Twin
from annotator.labeling.models import Annotation, Assignment, Draft, Queue, Reveal, StepNote, TaxonomyVersion
from annotator.labeling.qualification import Qualification, QualificationGate
from annotator.projects.models import Annotator, GuidelineVersion, Membership, Project
from annotator.quality.models import GoldContest, PlantedCheck, SyntheticError
from annotator.scoring.models import (
    RewardEvidence,
    RewardProvenance,
    ScoreChunk,
    Scorer,
    ScorerChannel,
    ScoreRun,
    TrajectoryRewards,
)
from annotator.trajectories.models import StoredImage, Trajectory, TrajectoryText
from annotator.tutorials.models import TutorialVersion, TutorialVisit

__all__ = [
    "AccessToken",
    "Annotation",
    "Annotator",
    "Assignment",
    "Draft",
    "Exclusion",
    "FileImport",
    "GoldContest",
    "GoldLabel",
    "GuidelineRequeue",
    "GuidelineVersion",
    "HiddenChecks",
    "JournalEntry",
    "Membership",
    "PlantedCheck",
    "Preferences",
    "Project",
    "Qualification",
    "QualificationGate",
    "QuarantinedRow",
    "Queue",
    "RequeuedAnnotation",
    "Reveal",
    "RewardEvidence",
    "RewardProvenance",
    "ScoreChunk",
    "ScoreRun",
    "Scorer",
    "ScorerChannel",
    "StepNote",
    "StoredImage",
    "SyntheticError",
    "TaxonomyVersion",
    "Trajectory",
    "TrajectoryRewards",
    "TrajectoryText",
    "TutorialVersion",
    "TutorialVisit",
    "Twin",
]

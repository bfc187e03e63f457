from ceviz.api import DoubtWarning as DoubtWarning
from ceviz.api import Evaluation as Evaluation
from ceviz.api import KindWarning as KindWarning
from ceviz.api import LabelWarning as LabelWarning
from ceviz.api import Plot as Plot
from ceviz.api import Predictions as Predictions
from ceviz.api import Recorder as Recorder
from ceviz.api import Whole as Whole
from ceviz.api import evaluate as evaluate
from ceviz.api import evaluate_files as evaluate_files
from ceviz.api import lab as lab
from ceviz.api import plot as plot
from ceviz.api import read as read
from ceviz.api import show as show
from ceviz.errors import CevizError as CevizError

__version__: str

from ceviz.api import evaluate as evaluate
from ceviz.api import show as show

__version__: str

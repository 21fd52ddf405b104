"""Pure metrics of predictions against gold: numpy only, no Django, no database."""

"""What gathers several subjects: status lines, coverage figures, exports, checks of the whole."""

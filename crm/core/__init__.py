"""What every feature stands on; knows no Footbridge noun."""

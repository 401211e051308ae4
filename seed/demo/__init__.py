"""A believable year of Newham and Tower Hamlets, made through the features' own actions on the day of each event."""

"""What is asked, how it may be widened, how well a vacancy fits it, and which number answers."""

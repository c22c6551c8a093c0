"""What runs at the edge, before and after the distribution's origins."""

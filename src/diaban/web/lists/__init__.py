"""The one way of every list: sorted, filtered, its columns chosen by its address, and handed out as it is seen."""

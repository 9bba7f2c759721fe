print("brink")

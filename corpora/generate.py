def letters(seed,count): return []
def other_kinds(seed,count): return []

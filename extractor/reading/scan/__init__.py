"""Page images: made upright, level and clean, recognised, and mended by what picture, language and set forms tell."""

// Search over the compact index of a static export.

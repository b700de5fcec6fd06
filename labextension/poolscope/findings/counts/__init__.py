"""What is counted in masks and arrays, exactly, before anything is said of it."""

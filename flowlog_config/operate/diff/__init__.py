"""What a deployment will change, in words, before it does: what is deployed against what the file now says."""

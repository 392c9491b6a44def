"""Git: fetches merge base and head of a change, says what differs between them, reads blobs on demand.

Code comes from git and from nowhere else, the same way for every forge. Nothing of what is fetched is ever checked
out, executed, filtered or followed: trees and blobs are data, and so are their names.
"""

from bot.changes.changeset import GitChangeSet
from bot.changes.git import ChangesError, ChangesUnavailable, GitLimits, OutOfReach
from bot.changes.repositories import Repositories

__all__ = ["ChangesError", "ChangesUnavailable", "GitChangeSet", "GitLimits", "OutOfReach", "Repositories"]

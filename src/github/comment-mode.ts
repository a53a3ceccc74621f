export const COMMENT_MODES = ['update', 'recreate', 'hide-and-recreate', 'new'] as const;

/** What becomes of the comment that stands when there is something new to say. */
export type CommentMode = (typeof COMMENT_MODES)[number];

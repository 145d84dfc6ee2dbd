CREATE TABLE `appeals` (
	`session_id` text NOT NULL,
	`no` integer NOT NULL,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`against` text NOT NULL,
	`rejected_at` integer NOT NULL,
	`rejected_by` text NOT NULL,
	`reason` text,
	`actor_id` text,
	`actor` text,
	`decided_at` integer,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `no`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `reports` (
	`session_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`no` integer NOT NULL,
	`answer` text,
	`counts` text NOT NULL,
	`notes` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`actor_id` text,
	`actor` text,
	`decided_at` integer,
	`settled` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `word_lists` (
	`version` integer PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`hash` text NOT NULL,
	`words` text NOT NULL,
	`note` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `word_marks` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`kind` text NOT NULL,
	`no` integer NOT NULL,
	`categories` text NOT NULL,
	`list` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `word_marks_session` ON `word_marks` (`session_id`);
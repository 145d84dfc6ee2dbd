CREATE TABLE `held_bursts` (
	`session_id` text NOT NULL,
	`id` integer NOT NULL,
	`question_no` integer NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	`ballots` integer NOT NULL,
	`why` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`actor_id` text,
	`actor` text,
	`decided_at` integer,
	`version` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`session_id`, `id`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tallies` (
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`by_level` text NOT NULL,
	`held` integer NOT NULL,
	`voided` integer NOT NULL,
	`digest` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`session_id`, `question_no`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `questions` ADD `held` integer DEFAULT 0 NOT NULL;
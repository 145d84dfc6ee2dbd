CREATE TABLE `differences` (
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`case_id` text,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`decided_by` text,
	`decided_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`session_id`, `question_no`),
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `differences_open` ON `differences` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `follow_seals` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`question_no` integer NOT NULL,
	`case_id` text,
	`of_kind` text NOT NULL,
	`kinds` text NOT NULL,
	`key_id` text NOT NULL,
	`box` text,
	`at` integer NOT NULL,
	`erased_at` integer,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `follow_seals_question` ON `follow_seals` (`session_id`,`question_no`);--> statement-breakpoint
ALTER TABLE `follow_questions` ADD `unit_id` text;--> statement-breakpoint
ALTER TABLE `follow_questions` ADD `draft` text;--> statement-breakpoint
ALTER TABLE `follow_questions` ADD `drafted_by` text;--> statement-breakpoint
ALTER TABLE `follow_questions` ADD `drafted_by_name` text;--> statement-breakpoint
ALTER TABLE `follow_questions` ADD `drafted_at` integer;--> statement-breakpoint
CREATE INDEX `follow_questions_waiting` ON `follow_questions` (`state`,`at`);--> statement-breakpoint
CREATE INDEX `ratings_waiting` ON `ratings` (`at`) WHERE words_state = 'submitted';
CREATE TABLE `canned_texts` (
	`id` text PRIMARY KEY NOT NULL,
	`use` text NOT NULL,
	`code` text DEFAULT '' NOT NULL,
	`text` text NOT NULL,
	`place` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`changed_at` integer NOT NULL,
	`changed_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `canned_texts_use` ON `canned_texts` (`use`,`code`,`place`);--> statement-breakpoint
CREATE TABLE `rehearsals` (
	`slug` text PRIMARY KEY NOT NULL,
	`of_slug` text NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rehearsals_of` ON `rehearsals` (`of_slug`);--> statement-breakpoint
ALTER TABLE `answers` ADD `joint` text;
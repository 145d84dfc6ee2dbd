CREATE TABLE `search_claims` (
	`batch` text NOT NULL,
	`kind` text NOT NULL,
	`src` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_claims_src` ON `search_claims` (`batch`,`kind`,`src`);--> statement-breakpoint
CREATE TABLE `search_docs` (
	`doc` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`src` text NOT NULL,
	`at` integer NOT NULL,
	`level` integer NOT NULL,
	`mark` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_docs_src` ON `search_docs` (`kind`,`src`);--> statement-breakpoint
CREATE INDEX `search_docs_at` ON `search_docs` (`at`);--> statement-breakpoint
CREATE TABLE `search_rebuild` (
	`id` integer PRIMARY KEY NOT NULL,
	`below` integer NOT NULL,
	`next` integer NOT NULL,
	`at` integer NOT NULL,
	`started_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_stale` (
	`kind` text NOT NULL,
	`src` text NOT NULL,
	`n` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_stale_src` ON `search_stale` (`kind`,`src`);--> statement-breakpoint
CREATE TABLE `search_units` (
	`short` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);

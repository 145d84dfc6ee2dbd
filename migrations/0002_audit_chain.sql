CREATE TABLE `audit_entries` (
	`chain` text NOT NULL,
	`seq` integer NOT NULL,
	`entry` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`chain`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `audit_salts` (
	`chain` text NOT NULL,
	`key` text NOT NULL,
	`salt` text NOT NULL,
	PRIMARY KEY(`chain`, `key`)
);

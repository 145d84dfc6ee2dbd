ALTER TABLE `questions` ADD `level` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `questions` ADD `verified` integer;--> statement-breakpoint
ALTER TABLE `questions` ADD `apart` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `rank_level` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `ask_level` integer DEFAULT 0 NOT NULL;
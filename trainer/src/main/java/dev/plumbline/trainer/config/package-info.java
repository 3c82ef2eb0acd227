/**
 * Reading configuration files: a mistake is named by file and key. What the keys mean belongs to the packages that use
 * them.
 */
package dev.plumbline.trainer.config;

/**
 * The one exception type that crosses module borders. It lives in the lowest module so that every other can throw it;
 * nothing else belongs here.
 */
package dev.plumbline.error;

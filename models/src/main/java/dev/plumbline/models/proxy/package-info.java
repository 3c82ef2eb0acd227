/** Which proxy a request goes through: what the environment says, as Python's clients read it. */
package dev.plumbline.models.proxy;

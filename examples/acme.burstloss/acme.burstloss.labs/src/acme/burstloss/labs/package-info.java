/** Tests of the plug-in on the real kernel; see the folder test. */
package acme.burstloss.labs;

/**
 */
package io.wirebench.model;

import org.eclipse.emf.common.util.EList;

/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Link</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * A link between two interfaces, named by text so that a dangling end is kept.
 * <!-- end-model-doc -->
 *
 * <p>
 * The following features are supported:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.Link#getFrom <em>From</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getTo <em>To</em>}</li>
 *   <li>{@link io.wirebench.model.Link#isUp <em>Up</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getSegments <em>Segments</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getTier <em>Tier</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getForward <em>Forward</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getBackward <em>Backward</em>}</li>
 *   <li>{@link io.wirebench.model.Link#getBoth <em>Both</em>}</li>
 * </ul>
 *
 * @see io.wirebench.model.ModelPackage#getLink()
 * @model
 * @generated
 */
public interface Link extends Named {
	/**
	 * Returns the value of the '<em><b>From</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * One end: node.interface, or a node alone for its next free interface.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>From</em>' attribute.
	 * @see #setFrom(String)
	 * @see io.wirebench.model.ModelPackage#getLink_From()
	 * @model
	 * @generated
	 */
	String getFrom();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Link#getFrom <em>From</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>From</em>' attribute.
	 * @see #getFrom()
	 * @generated
	 */
	void setFrom(String value);

	/**
	 * Returns the value of the '<em><b>To</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * The other end.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>To</em>' attribute.
	 * @see #setTo(String)
	 * @see io.wirebench.model.ModelPackage#getLink_To()
	 * @model
	 * @generated
	 */
	String getTo();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Link#getTo <em>To</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>To</em>' attribute.
	 * @see #getTo()
	 * @generated
	 */
	void setTo(String value);

	/**
	 * Returns the value of the '<em><b>Up</b></em>' attribute.
	 * The default value is <code>"true"</code>.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Whether the link carries frames at the start.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Up</em>' attribute.
	 * @see #setUp(boolean)
	 * @see io.wirebench.model.ModelPackage#getLink_Up()
	 * @model default="true"
	 * @generated
	 */
	boolean isUp();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Link#isUp <em>Up</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Up</em>' attribute.
	 * @see #isUp()
	 * @generated
	 */
	void setUp(boolean value);

	/**
	 * Returns the value of the '<em><b>Segments</b></em>' attribute.
	 * The default value is <code>"auto"</code>.
	 * The literals are from the enumeration {@link io.wirebench.model.Segments}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * What happens to large segments.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Segments</em>' attribute.
	 * @see io.wirebench.model.Segments
	 * @see #setSegments(Segments)
	 * @see io.wirebench.model.ModelPackage#getLink_Segments()
	 * @model default="auto"
	 * @generated
	 */
	Segments getSegments();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Link#getSegments <em>Segments</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Segments</em>' attribute.
	 * @see io.wirebench.model.Segments
	 * @see #getSegments()
	 * @generated
	 */
	void setSegments(Segments value);

	/**
	 * Returns the value of the '<em><b>Tier</b></em>' attribute.
	 * The default value is <code>"auto"</code>.
	 * The literals are from the enumeration {@link io.wirebench.model.Tier}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * The way through the machine.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Tier</em>' attribute.
	 * @see io.wirebench.model.Tier
	 * @see #setTier(Tier)
	 * @see io.wirebench.model.ModelPackage#getLink_Tier()
	 * @model default="auto"
	 * @generated
	 */
	Tier getTier();

	/**
	 * Sets the value of the '{@link io.wirebench.model.Link#getTier <em>Tier</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Tier</em>' attribute.
	 * @see io.wirebench.model.Tier
	 * @see #getTier()
	 * @generated
	 */
	void setTier(Tier value);

	/**
	 * Returns the value of the '<em><b>Forward</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Impairment}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Impairments on the way from "from" to "to", in order.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Forward</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getLink_Forward()
	 * @model containment="true"
	 * @generated
	 */
	EList<Impairment> getForward();

	/**
	 * Returns the value of the '<em><b>Backward</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Impairment}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Impairments on the way from "to" to "from", in order.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Backward</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getLink_Backward()
	 * @model containment="true"
	 * @generated
	 */
	EList<Impairment> getBackward();

	/**
	 * Returns the value of the '<em><b>Both</b></em>' containment reference list.
	 * The list contents are of type {@link io.wirebench.model.Impairment}.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Impairments that apply to each direction with independent state, after those of the direction.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Both</em>' containment reference list.
	 * @see io.wirebench.model.ModelPackage#getLink_Both()
	 * @model containment="true"
	 * @generated
	 */
	EList<Impairment> getBoth();

} // Link

/**
 */
package io.wirebench.model;


/**
 * <!-- begin-user-doc -->
 * A representation of the model object '<em><b>Link Step</b></em>'.
 * <!-- end-user-doc -->
 *
 * <!-- begin-model-doc -->
 * Takes a link up or down.
 * <!-- end-model-doc -->
 *
 * <p>
 * The following features are supported:
 * </p>
 * <ul>
 *   <li>{@link io.wirebench.model.LinkStep#getLink <em>Link</em>}</li>
 *   <li>{@link io.wirebench.model.LinkStep#isUp <em>Up</em>}</li>
 * </ul>
 *
 * @see io.wirebench.model.ModelPackage#getLinkStep()
 * @model
 * @generated
 */
public interface LinkStep extends Step {
	/**
	 * Returns the value of the '<em><b>Link</b></em>' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * Name of the link.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Link</em>' attribute.
	 * @see #setLink(String)
	 * @see io.wirebench.model.ModelPackage#getLinkStep_Link()
	 * @model
	 * @generated
	 */
	String getLink();

	/**
	 * Sets the value of the '{@link io.wirebench.model.LinkStep#getLink <em>Link</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Link</em>' attribute.
	 * @see #getLink()
	 * @generated
	 */
	void setLink(String value);

	/**
	 * Returns the value of the '<em><b>Up</b></em>' attribute.
	 * The default value is <code>"true"</code>.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * <!-- begin-model-doc -->
	 * true: up, false: down.
	 * <!-- end-model-doc -->
	 * @return the value of the '<em>Up</em>' attribute.
	 * @see #setUp(boolean)
	 * @see io.wirebench.model.ModelPackage#getLinkStep_Up()
	 * @model default="true"
	 * @generated
	 */
	boolean isUp();

	/**
	 * Sets the value of the '{@link io.wirebench.model.LinkStep#isUp <em>Up</em>}' attribute.
	 * <!-- begin-user-doc -->
	 * <!-- end-user-doc -->
	 * @param value the new value of the '<em>Up</em>' attribute.
	 * @see #isUp()
	 * @generated
	 */
	void setUp(boolean value);

} // LinkStep
